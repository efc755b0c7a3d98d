import { build } from 'vite';
import config from '../app/vite.config.js';

/** Bundles the browser app to dist/site, from the project's folder. */
await build({ ...config, configFile: false });
