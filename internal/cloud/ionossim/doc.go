// Package ionossim simulates the IONOS Cloud API v6 over HTTP, closely enough for the official clients
// (ionosctl, the Terraform provider, the SDKs) to work against it unchanged.
//
// A Sim holds one contract with virtual data centers, volumes, servers and snapshots. It answers changes with
// 202 and a request that goes QUEUED, RUNNING, DONE or FAILED in the queue of its data center. Nothing runs in
// the background: each call first advances the queues to the current time, so a simulator is deterministic
// given its seed, its calls and its clock.
//
// Faults make it misbehave as real clouds do: lost responses, gateway errors after acceptance, rate limits,
// stuck queues, unknown values. See Fault and FaultKind.
package ionossim
