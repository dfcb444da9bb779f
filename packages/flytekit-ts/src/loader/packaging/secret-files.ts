/** Names of files that hold keys, tokens or passwords wherever they are found; case does not count. */
const SECRET_NAMES: readonly RegExp[] = [
	/^\.env(?:$|[._-])/,
	/\.env$/,
	/^id_(?:rsa|dsa|ecdsa|ed25519)/,
	/\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg)$/,
	/^\.(?:npmrc|netrc|pypirc|git-credentials|htpasswd|pgpass|my\.cnf|yarnrc|yarnrc\.yml)$/,
	/^_netrc$/,
	/^(?:.*[._-])?credentials?(?:\.(?:json|ya?ml|toml|ini|txt|csv))?$/,
	/^(?:.*[._-])?(?:client[._-]?secrets?|service[._-]?account(?:[._-].*)?)\.json$/,
	/^secrets?\.(?:json|ya?ml|toml|ini|txt|env)$/,
	/^kubeconfig$/,
	/\.tfstate(?:\.backup)?$/,
	/\.tfvars$/,
];

/** Folders that hold nothing else. */
const SECRET_FOLDERS: ReadonlySet<string> = new Set([
	".ssh",
	".aws",
	".gnupg",
	".kube",
	".azure",
	".gcloud",
	".docker",
	".secrets",
]);

/** Whether a file or folder of that name is taken for a secret: it is never packaged, whatever asks for it. */
export function isSecret(name: string, kind: "file" | "folder"): boolean {
	const lower = name.toLowerCase();
	return kind === "folder" ? SECRET_FOLDERS.has(lower) : SECRET_NAMES.some((pattern) => pattern.test(lower));
}
