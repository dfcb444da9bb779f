/**
 * A process of its own that refuses its token `count` times: `refresh-process.ts <folder> <origin> <caFile> <count>`. Prints the last token, and
 * `login` for each time a person was asked.
 */

import { consoleLogger } from "../../src/context/logger.js";
import { fileStore } from "../../src/remote/auth/file-store.js";
import { authenticator } from "../../src/remote/auth/index.js";
import { tokenStore } from "../../src/remote/auth/token-store.js";
import { platform } from "./login-bench.js";
import { metadataOf } from "./oidc-server.js";

const [folder = "", origin = "", caFile = "", count = ""] = process.argv.slice(2);
const provider = authenticator(platform({ caCertFilePath: caFile }), metadataOf(origin), {
	store: tokenStore(consoleLogger("auth"), [fileStore(folder, () => undefined)]),
	lockFolder: folder,
	say: (line) => void process.stderr.write(`${line}\n`),
	openBrowser: async () => {
		process.stdout.write("login\n");
		process.exit(1);
	},
});
for (let i = 0; i < Number(count); i++) await provider.refresh(await provider.token());
process.stdout.write(`${(await provider.token())?.value}\n`);
