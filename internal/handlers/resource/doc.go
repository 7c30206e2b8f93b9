// Package resource finds the resources of the contract that addresses name, and leads to them.
package resource
