// Package faults injects every fault of the simulator into the complete dashboard: while it polls, creates,
// follows operations and writes labels. It also takes users' paths through several forms, without a browser.
package faults
