/**
 * Vitest reporter that closes the run with "N passed, N failed" alone on a line. A test file that does not load, and an
 * error outside any test, count as one failure each: a run may not look green because its tests never started.
 */
export default class CountReporter {
	/**
	 * @param {ReadonlyArray<import("vitest/node").TestModule>} modules
	 * @param {ReadonlyArray<import("vitest/node").SerializedError>} unhandled
	 */
	onTestRunEnd(modules, unhandled) {
		let passed = 0;
		let failed = unhandled.length;
		for (const testModule of modules) {
			let failedHere = 0;
			for (const test of testModule.children.allTests()) {
				const { state } = test.result();
				if (state === "passed") passed++;
				if (state === "failed") failedHere++;
			}
			failed += failedHere === 0 && testModule.state() === "failed" ? 1 : failedHere;
		}
		if (passed + failed === 0) failed = 1;
		// At exit, so that it comes after the summary of the default reporter.
		process.once("exit", () => process.stdout.write(`${passed} passed, ${failed} failed\n`));
	}
}
