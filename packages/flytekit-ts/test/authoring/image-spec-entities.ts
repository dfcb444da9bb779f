import { type Int, imageSpec, task } from "flytekit-ts";

export const image = imageSpec({
	name: "reports",
	registry: "ghcr.io/acme/",
	packages: ["sharp@0.33"],
	aptPackages: ["git", "curl"],
	env: { GREETING: 'a "b" $c' },
	commands: ["npm run build"],
	copy: ["src", "data"],
});
export const drawn = task({ containerImage: image }, ({ n }: { n: Int }) => n);
