// Package faults lets the simulated cloud do everything that it can do wrong to the whole
// dashboard: while it reads, while it creates, while it follows and while it writes labels.
package faults
