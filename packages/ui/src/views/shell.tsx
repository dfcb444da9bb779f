import { useEffect, useState } from "preact/hooks";
import { live } from "../live.js";
import { useObserved } from "../observable.js";
import { Empty } from "../parts/problem.js";
import { route } from "../route.js";
import { CompareView } from "./compare.js";
import { EntitiesView } from "./entities.js";
import { LaunchView } from "./launch.js";
import { RunPage } from "./run-page.js";
import { RunsView } from "./runs.js";

/** The page around every view: where one is, and how the server is. */
export function Shell() {
	useObserved(route);
	useObserved(live);
	const { path, query } = route;
	const run = /^\/runs\/([^/]+)$/.exec(path)?.[1];
	useEffect(() => {
		if (run === undefined) live.watch(undefined);
	}, [run]);
	const place = live.about?.remote;
	return (
		<div class="shell">
			<a class="skip" href="#main">
				Skip to the content
			</a>
			<header class="bar">
				<a class="brand" href="/">
					<Mark />
					flytekit-ts
				</a>
				<nav aria-label="Views">
					<Tab href="/" name="Runs" isCurrent={path === "/" || run !== undefined || path === "/compare"} />
					{place === undefined ? (
						<Tab href="/entities" name="Entities" isCurrent={path === "/entities" || path === "/launch"} />
					) : null}
				</nav>
				<div class="end">
					<span class="place" title={live.about?.folder}>
						{place === undefined ? live.about?.folder : `${place.endpoint} · ${place.project}/${place.domain}`}
					</span>
					<Connection />
					<ThemeButton />
				</div>
			</header>
			{live.state === "closed" ? (
				<main id="main" class="page">
					<Empty title="This page has no key to the server">
						<p>Open the address that tsflyte dev printed: the token of this start is in it.</p>
					</Empty>
				</main>
			) : run !== undefined ? (
				<RunPage key={run} id={decodeURIComponent(run)} />
			) : (
				<main id="main" class="page" tabIndex={-1}>
					{path === "/" ? (
						<RunsView />
					) : path === "/entities" ? (
						<EntitiesView />
					) : path === "/launch" ? (
						<LaunchView
							key={route.query.toString()}
							file={query.get("file") ?? ""}
							entity={query.get("entity") ?? ""}
							from={query.get("from") ?? undefined}
						/>
					) : path === "/compare" ? (
						<CompareView a={query.get("a") ?? ""} b={query.get("b") ?? ""} />
					) : (
						<Empty title="There is no such view">
							<a href="/">All runs</a>
						</Empty>
					)}
				</main>
			)}
			{live.notice === undefined ? null : (
				<div class="banner" role="status">
					{live.notice}
				</div>
			)}
		</div>
	);
}

function Tab({ href, name, isCurrent }: { href: string; name: string; isCurrent: boolean }) {
	return (
		<a href={href} aria-current={isCurrent ? "page" : undefined}>
			{name}
		</a>
	);
}

function Connection() {
	const text =
		live.state === "open"
			? "live"
			: live.state === "lost"
				? "connection lost, trying again"
				: live.state === "closed"
					? "not let in"
					: "connecting";
	return (
		<span class="state" role="status">
			<span class={`state is-${live.state === "open" ? "succeeded" : "waiting"}`} aria-hidden="true">
				<svg viewBox="0 0 16 16" fill="currentColor">
					{live.state === "open" ? <circle cx="8" cy="8" r="5" /> : <path d="M8 1 15 14H1Z" />}
				</svg>
			</span>
			{text}
		</span>
	);
}

type Theme = "auto" | "light" | "dark";
const NEXT: Readonly<Record<Theme, Theme>> = { auto: "light", light: "dark", dark: "auto" };

function ThemeButton() {
	const [theme, setTheme] = useState<Theme>(() => (localStorage.getItem("theme") as Theme | null) ?? "auto");
	useEffect(() => {
		if (theme === "auto") {
			localStorage.removeItem("theme");
			delete document.documentElement.dataset.theme;
		} else {
			localStorage.setItem("theme", theme);
			document.documentElement.dataset.theme = theme;
		}
	}, [theme]);
	return (
		<button type="button" class="plain" onClick={() => setTheme(NEXT[theme])} aria-label={`Colours: ${theme}`}>
			{theme === "auto" ? "◐" : theme === "light" ? "○" : "●"}
		</button>
	);
}

function Mark() {
	return (
		<svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true">
			<rect width="32" height="32" rx="7" fill="var(--accent)" />
			<g fill="none" stroke="var(--on-accent)" stroke-width="2.4">
				<path d="M9 16h4m6-6h4M19 22h4M13 16c3 0 3-6 6-6M13 16c3 0 3 6 6 6" />
			</g>
			<g fill="var(--on-accent)">
				<circle cx="8" cy="16" r="3" />
				<circle cx="24" cy="10" r="3" />
				<circle cx="24" cy="22" r="3" />
			</g>
		</svg>
	);
}
