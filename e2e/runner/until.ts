/** Asks again and again; throws after ten minutes, which only a machine that does much else needs. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
	for (const end = Date.now() + 600_000; !(await holds()); ) {
		if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}
