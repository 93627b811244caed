// The same as keep_alive.py, with undici: keep_alive.mjs MODULES BASE CASES COUNT, where MODULES is the folder undici is in.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, base, file, count] = process.argv.slice(2);
const { Agent, request } = createRequire(`${modules}/index.js`)("undici");
const dispatcher = new Agent({ connections: 1, connect: { rejectUnauthorized: false } });
const cases = JSON.parse(readFileSync(file, "utf8"));
const broken = [];

const expect = async (status, what, url, options) => {
  let got;
  try {
    const response = await request(url, { dispatcher, ...options });
    await response.body.dump();
    got = response.statusCode;
  } catch (error) {
    got = String(error);
  }
  if (got !== status) broken.push(`${what}: ${got}, not ${status}`);
};

for (let turn = 0; turn < count; turn++) {
  const { method, path, headers, body, status } = cases[turn % cases.length];
  const what = `${method} ${path} with ${body} bytes`;
  await expect(status, what, base + path, { method, headers, body: body ? Buffer.alloc(body, "a") : null });
  await expect(200, `after ${what}`, base + "/healthz", {});
}
console.log(JSON.stringify({ requests: 2 * count, broken: broken.length, first: broken.slice(0, 5) }));
await dispatcher.close();
