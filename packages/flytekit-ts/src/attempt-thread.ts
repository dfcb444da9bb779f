/**
 * What the engine's worker threads start from. A door of its own, as dist needs a file for it; nobody imports it. It opens the
 * front door first: the program that it is to load finds engine and stores bound.
 */
import "./index.js";
import { workerData } from "node:worker_threads";
import { serve } from "./attempt/apart/thread-main.js";

serve((workerData as { readonly detection: Parameters<typeof serve>[0] }).detection);
