// Package ionossim simulates IONOS Cloud API v6 over real HTTP, closely enough that the official
// clients (ionosctl, the Terraform provider, the SDKs) work against it without knowing.
//
// A Sim holds one contract with virtual data centers, volumes, servers and snapshots. Changes are
// answered with 202 and a request that goes QUEUED, RUNNING, DONE or FAILED in the queue of its data
// center. Nothing runs in the background: each call first moves the queues to the present moment of
// the clock, so that a simulator is as deterministic as its seed, its calls and its clock.
//
// Faults make it misbehave the way a real cloud does: lost answers, gateway errors after acceptance,
// rate limits, stuck queues, strange words in answers. See Fault and FaultKind.
package ionossim
