// Package faults injects every fault of the simulator into the complete dashboard: while it polls, creates,
// follows operations and writes labels.
package faults
