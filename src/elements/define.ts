/**
 * Registers all of Lupa's elements.
 *
 * @module
 */
import './head-view-define.js';
import './neuron-define.js';
