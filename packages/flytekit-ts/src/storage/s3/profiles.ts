import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { errnoOf } from "../../context/files/access-error.js";
import type { Environment } from "../environment.js";

/** Settings of one profile, of both files together; keys in lower case. */
export type Profile = ReadonlyMap<string, string>;

/** The profiles of the machine's AWS files, by name. Files that are not there hold none. */
export async function readProfiles(env: Environment): Promise<ReadonlyMap<string, Profile>> {
	const home = env.HOME ?? env.USERPROFILE ?? homedir();
	const credentials = env.AWS_SHARED_CREDENTIALS_FILE ?? join(home, ".aws", "credentials");
	const config = env.AWS_CONFIG_FILE ?? join(home, ".aws", "config");
	const profiles = new Map<string, Map<string, string>>();
	// the credentials file goes before the config file
	for (const [file, prefix] of [
		[config, "profile "],
		[credentials, ""],
	] as const) {
		for (const [section, settings] of readIni(await textOf(file))) {
			const name = section.startsWith(prefix) ? section.slice(prefix.length).trim() : section;
			const profile = profiles.get(name) ?? new Map<string, string>();
			for (const [key, value] of settings) profile.set(key, value);
			profiles.set(name, profile);
		}
	}
	return profiles;
}

/** The profile that the environment chooses. */
export function profileName(env: Environment): string {
	return env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE ?? "default";
}

/** Sections and their `key = value` lines; nested settings, which are indented, are left out. */
export function readIni(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
	const sections = new Map<string, Map<string, string>>();
	let current: Map<string, string> | undefined;
	for (const line of text.split(/\r?\n/)) {
		const section = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim().replace(/\s+/g, " ");
		if (section !== undefined) {
			current = sections.get(section) ?? new Map<string, string>();
			sections.set(section, current);
			continue;
		}
		const [, key, value] = /^([^\s#;=][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
		if (key !== undefined && value !== undefined) current?.set(key.toLowerCase(), value.replace(/\s[#;].*$/, ""));
	}
	return sections;
}

async function textOf(file: string): Promise<string> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		if (errnoOf(error) !== undefined) return "";
		throw error;
	}
}
