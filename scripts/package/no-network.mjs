// Preloaded before the package is imported: whoever opens a connection or asks for a name ends the process.
import dgram from "node:dgram";
import dns from "node:dns";
import net from "node:net";

const refuse = (what) => () => {
	throw new Error(`the import of the package opened the network: ${what}`);
};
net.Socket.prototype.connect = refuse("socket");
net.Server.prototype.listen = refuse("listening");
dgram.createSocket = refuse("datagram");
dns.lookup = refuse("name look-up");
dns.promises.lookup = refuse("name look-up");
