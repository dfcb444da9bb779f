import { spawn } from "node:child_process";

/**
 * Opens an address in the person's browser: $BROWSER, else what the system opens addresses with. The address is one argument of a program, never of a
 * shell.
 * @returns whether some program took it; false where there is no display or no such program
 */
export function openBrowser(
	url: string,
	env: NodeJS.ProcessEnv = process.env,
	platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
	const [program, ...args] = opener(env, platform);
	if (program === undefined) return Promise.resolve(false);
	return new Promise((resolve) => {
		const child = spawn(program, [...args, url], { stdio: "ignore", detached: true, env });
		child.once("error", () => resolve(false));
		child.once("spawn", () => {
			child.unref();
			resolve(true);
		});
	});
}

function opener(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): readonly string[] {
	const chosen = env.BROWSER?.split(":")[0]?.trim();
	if (chosen !== undefined && chosen !== "") return chosen.split(/\s+/).filter((word) => word !== "%s");
	if (platform === "darwin") return ["open"];
	if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
	return env.DISPLAY || env.WAYLAND_DISPLAY ? ["xdg-open"] : [];
}
