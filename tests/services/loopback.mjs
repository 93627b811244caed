// Servers that listen everywhere listen on this machine alone: `node --import loopback.mjs server.js`.
import net from "node:net";

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const isPort = typeof port === "number" || (typeof port === "string" && /^\d+$/.test(port));
  if (!isPort) return listen.call(this, port, ...rest);
  const callbacks = rest.filter((it) => typeof it === "function");
  return listen.call(this, { port: Number(port), host: "127.0.0.1" }, ...callbacks);
};
