/**
 * Registers all of Lupa's elements.
 *
 * @module
 */
import './answer-define.js';
import './head-report-define.js';
import './head-view-define.js';
import './heatmap-define.js';
import './model-view-define.js';
import './neuron-define.js';
import './patch-define.js';
