import type { Page } from "playwright-core";
import { launch } from "../packages/ui/test/browser.js";
import { Project } from "../packages/ui/test/project.js";
import { layered, SyntheticRun } from "../packages/ui/test/synthetic.js";
import { count } from "./arguments.js";
import { expectEqual, type Figures } from "./measure.js";

const PAN_FRAMES = 180;
const LIVE_S = 5;
const EVENTS_PER_S = 1000;

/**
 * The page in Chromium, without a graphics processor: opening a run of N unfolded nodes until all of them are painted, panning
 * over it, and how long the page takes to answer while 1,000 nodes a second end.
 */
export async function run(args: string[]): Promise<Figures> {
	const n = args.length === 0 ? 5000 : count(args, 0);
	const project = new Project();
	const browser = await launch();
	try {
		const nodes = layered(n, Math.max(1, Math.round(Math.sqrt(n))));
		const over = new SyntheticRun(project.store, "over");
		over.graph("main", "lab.main", nodes);
		for (const [i, { id, name }] of nodes.entries()) over.call(`main/${id}`, name, i);
		over.end();
		const live = new SyntheticRun(project.store, "live");
		live.graph("main", "lab.main", nodes);
		live.journal.flush();
		const { url } = await project.serve();
		const page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
		// the loader of this bench names functions by a helper, which those sent to the page have not
		await page.addInitScript("globalThis.__name = (named) => named");
		await page.goto(url);
		await page.getByText("over", { exact: true }).waitFor();
		const opened: number[] = [];
		for (let round = 0; round < 3; round++) {
			await page.goto(new URL("/runs/over", url).href);
			opened.push(await painted(page, n));
		}
		const pan = await panned(page);
		await page.goto(new URL("/runs/live", url).href);
		await painted(page, n);
		const lags = lagOf(page);
		let sent = 0;
		const began = performance.now();
		while (performance.now() - began < LIVE_S * 1000) {
			const due = Math.floor(((performance.now() - began) / 1000) * EVENTS_PER_S);
			for (; sent < due; sent++) {
				const { id, name } = nodes[sent % n] as (typeof nodes)[number];
				live.call(`main/${id}`, name, sent);
			}
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		live.journal.flush();
		const lag = await lags;
		const ended = await page
			.locator("header")
			.getByText(/succeeded · \d+/)
			.first()
			.textContent();
		expectEqual("nodes that ended on the page", Number(/· (\d+)/.exec(ended ?? "")?.[1]) > 0, true);
		live.end();
		return {
			n,
			edges: nodes.reduce((sum, { needs }) => sum + needs.length, 0),
			open_ms: opened,
			...pan,
			live_events: sent,
			...lag,
		};
	} finally {
		await browser.close();
		await project.close();
	}
}

/** Milliseconds from the start of the navigation until all nodes are painted. */
function painted(page: Page, n: number): Promise<number> {
	return page.evaluate(
		(wanted) =>
			new Promise<number>((resolve) => {
				const look = () => {
					const canvas = document.querySelector<HTMLCanvasElement>("canvas[aria-roledescription=graph]");
					if (canvas?.dataset.painted === wanted) resolve(Math.round(performance.now()));
					else requestAnimationFrame(look);
				};
				look();
			}),
		String(n),
	);
}

/** Frames while the wheel moves the picture by some pixels in each of them: all of it first, then near enough to read. */
async function panned(page: Page): Promise<Figures> {
	const far = await frames(page);
	const graph = page.locator("canvas[aria-roledescription=graph]");
	await graph.focus();
	await page.keyboard.press("ArrowRight");
	await page.keyboard.press("f");
	await page.waitForTimeout(500);
	const near = await frames(page);
	return {
		pan_far_fps: far.fps,
		pan_far_p95_ms: far.p95,
		pan_far_worst_ms: far.worst,
		pan_near_fps: near.fps,
		pan_near_p95_ms: near.p95,
		pan_near_worst_ms: near.worst,
	};
}

function frames(page: Page): Promise<{ readonly fps: number; readonly p95: number; readonly worst: number }> {
	return page.evaluate(
		(wanted) =>
			new Promise((resolve) => {
				const canvas = document.querySelector<HTMLCanvasElement>("canvas[aria-roledescription=graph]");
				const times: number[] = [];
				const step = (at: number) => {
					times.push(at);
					if (times.length > wanted) {
						const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
						const sorted = [...gaps].sort((a, b) => a - b);
						const tenth = (ms: number) => Math.round(ms * 10) / 10;
						resolve({
							fps: tenth((1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0)),
							p95: tenth(sorted[Math.floor(sorted.length * 0.95)] ?? 0),
							worst: tenth(sorted.at(-1) ?? 0),
						});
						return;
					}
					const back = Math.floor(times.length / 45) % 2 === 0 ? 1 : -1;
					canvas?.dispatchEvent(new WheelEvent("wheel", { deltaX: 14 * back, deltaY: 6 * back, cancelable: true }));
					requestAnimationFrame(step);
				};
				requestAnimationFrame(step);
			}),
		PAN_FRAMES,
	);
}

/** How late a message that the page sends to itself comes, asked for every 20 ms: what a click would have to wait. */
function lagOf(page: Page): Promise<Figures> {
	return page.evaluate(
		(forMs) =>
			new Promise<Record<string, number>>((resolve) => {
				const lags: number[] = [];
				const channel = new MessageChannel();
				channel.port1.onmessage = ({ data }) => lags.push(performance.now() - (data as number));
				const timer = setInterval(() => channel.port2.postMessage(performance.now()), 20);
				const tasks: number[] = [];
				const observer = new PerformanceObserver((list) =>
					tasks.push(...list.getEntries().map(({ duration }) => duration)),
				);
				observer.observe({ type: "longtask" });
				setTimeout(() => {
					clearInterval(timer);
					const sorted = lags.sort((a, b) => a - b);
					const tenth = (ms: number) => Math.round(ms * 10) / 10;
					resolve({
						lag_p95_ms: tenth(sorted[Math.floor(sorted.length * 0.95)] ?? 0),
						lag_worst_ms: tenth(sorted.at(-1) ?? 0),
						longest_task_ms: tenth(Math.max(0, ...tasks)),
					});
				}, forMs);
			}),
		LIVE_S * 1000,
	);
}
