// Starts `copydesk server` and hands it what is open. All that copydesk knows is in the server.
'use strict';

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

/** The client of the server that runs, if one does. */
let client;

// Which of these files it reads, and as what, the server decides by their names and the configuration.
const documentSelector = [
  { scheme: 'file', pattern: '**/*.{md,markdown,mdx,html,htm,xhtml,yml,yaml}' },
  { scheme: 'untitled', language: 'markdown' },
  { scheme: 'untitled', language: 'mdx' },
  { scheme: 'untitled', language: 'html' },
];

async function start() {
  const command = vscode.workspace.getConfiguration('copydesk').get('path').trim() || 'copydesk';
  client = new LanguageClient('copydesk', 'copydesk', { command, args: ['server'] }, { documentSelector });
  try {
    await client.start();
  } catch (error) {
    client.error(`\`${command} server\` does not start`, error, false);
    const settings = 'Open Settings';
    const message = `copydesk does not start. Install it, or set \`copydesk.path\` (now \`${command}\`).`;
    // Nothing waits for the answer: a person may leave the message where it is.
    void vscode.window.showErrorMessage(message, settings).then((chosen) => {
      if (chosen === settings) {
        void vscode.commands.executeCommand('workbench.action.openSettings', 'copydesk.path');
      }
    });
  }
}

async function stop() {
  const stopped = client;
  client = undefined;
  // One that never started, or that died, cannot be asked to stop.
  await stopped?.dispose().catch(() => undefined);
}

// One after the other: a second start must not overtake the end of the first.
let last = Promise.resolve();
function restart() {
  last = last.then(stop).then(start);
  return last;
}

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand('copydesk.restart', restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('copydesk.path')) {
        void restart();
      }
    }),
  );
  return restart();
};

exports.deactivate = () => last.then(stop);
