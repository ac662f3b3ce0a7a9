// Which values a field may have: each in front matter of its own, shown to what reads it.
import fs from 'node:fs';

const [fields, out] = process.argv.slice(2);
const lines = fs.readFileSync(fields, 'utf8').trim().split('\n').map((line) => JSON.parse(line));

// `read` throws at front matter that it refuses.
export async function judge(schema, read) {
  for (const line of lines.filter((line) => line.schema === schema)) {
    const values = { read: [], stops: [] };
    for (const value of [...line.read, ...line.stops]) {
      try {
        await read(`${line.beside ?? ''}${line.field}: ${value}\n`);
        values.read.push(value);
      } catch {
        values.stops.push(value);
      }
    }
    Object.assign(line, { read: values.read.sort(), stops: values.stops.sort() });
    fs.appendFileSync(out, `${JSON.stringify(line)}\n`);
  }
}
