import type { FlyteRemote } from "../../remote/index.js";
import type { UploadLocation } from "../../remote/registration-target.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf } from "../args/values.js";
import type { Io } from "../io.js";
import { sayCode } from "./code-notes.js";
import type { EntryFiles } from "./entry-files.js";
import { buildImages } from "./images.js";
import { codeOptions, copyMode, givenSettings, launchOverlay } from "./options.js";
import { type PreparedRegistration, prepareRegistration } from "./prepare-registration.js";
import { type RegistrationReport, registerPrepared } from "./register-prepared.js";

/**
 * Registers what files export, and all that it calls, with their code, by the flags that {@link SETTINGS_OPTIONS} and {@link LAUNCH_OPTIONS} name. Throws as
 * {@link prepareRegistration} and {@link registerPrepared} do.
 */
export async function registerFiles(
	files: EntryFiles,
	remote: FlyteRemote,
	args: ParsedArgs,
	io: Io,
	how: { readonly dryRun: boolean; readonly activate: boolean },
): Promise<RegistrationReport & { readonly prepared: PreparedRegistration }> {
	const { dryRun, activate } = how;
	const prepared = await prepareRegistration({
		files,
		cwd: io.cwd,
		settings: givenSettings(args, remote),
		copy: copyMode(args, "bundle"),
		...codeOptions(args),
		launch: launchOverlay(args),
	});
	sayCode(prepared, io, { verbose: switchOf(args, "verbose") });
	await buildImages(prepared, io, { dryRun });
	const report = await registerPrepared(prepared, remote.target, { dryRun, activate, upload: uploadArchive });
	return { ...report, prepared };
}

async function uploadArchive(location: UploadLocation, bytes: Uint8Array, md5: Uint8Array): Promise<void> {
	const [{ putSigned }, { systemClock }] = await Promise.all([
		import("../../remote/signed-put.js"),
		import("../../context/ports/index.js"),
	]);
	const headers = new Map(Object.entries(location.headers));
	await putSigned({ ...location, headers }, { md5, size: bytes.length, body: () => bytes }, { clock: systemClock });
}
