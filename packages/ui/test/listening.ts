import type { ChildProcess } from "node:child_process";

/** What `tsflyte dev --json` prints once it listens. Throws with all it said when it ends before. */
export function listening(server: ChildProcess): Promise<{ readonly url: string; readonly port: number }> {
	return new Promise((resolve, reject) => {
		let said = "";
		server.stdout?.setEncoding("utf8").on("data", (text: string) => {
			said += text;
			if (said.includes("\n")) resolve(JSON.parse(said));
		});
		server.stderr?.setEncoding("utf8").on("data", (text: string) => {
			said += text;
		});
		server.once("close", () => reject(new Error(`tsflyte dev ended: ${said}`)));
	});
}
