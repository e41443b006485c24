// JavaScript only adds: every page works without it.
import { initAll } from "./nhsuk-frontend.js";

initAll();
