// Package storm kills processes and injects faults, and then counts: nothing may be created twice, nothing may
// be lost, and everything must end. It runs the real dashboard as child processes of the test program, which
// can be killed at a chosen step without any support by the product.
package storm
