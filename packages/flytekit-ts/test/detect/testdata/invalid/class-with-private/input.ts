import { task } from "flytekit-ts";

class Secret {
	name = "n";
	private code = 1;
	protected kept = 2;
	#hard = 3;
	sum = () => this.code + this.kept + this.#hard;
}

export const keep = task(({ s }: { s: Secret }) => s.name);
