#!/usr/bin/env node
// Runs the binary for this system, which is in a package of its own.
"use strict";
const { spawn } = require("node:child_process");

const system = `${process.platform}-${process.arch}`;
const name = process.platform === "win32" ? "copydesk.exe" : "copydesk";
let binary;
try {
  binary = require.resolve(`@copydesk/cli-${system}/${name}`);
} catch {
  console.error(
    `copydesk: there is no binary for ${system}: its package @copydesk/cli-${system} is not installed. ` +
      "Install again without `--omit=optional`; if there is none for this system, `cargo install` builds one",
  );
  process.exit(2);
}
const child = spawn(binary, process.argv.slice(2), { stdio: "inherit" });
// What a terminal sends goes to the child as well; it says how it ended.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  console.error(`copydesk: ${binary} cannot be run: ${error.message}`);
  process.exit(2);
});
child.on("exit", (code, signal) => {
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else {
    process.exit(code);
  }
});
