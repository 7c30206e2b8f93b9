// Package resource finds the resources of the contract that addresses name, and builds links to them.
package resource
