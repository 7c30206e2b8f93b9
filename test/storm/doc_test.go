// Package storm lets processes die and the cloud misbehave, and then counts: nothing may be
// made twice, nothing may be lost, and everything must come to an end. It runs the real
// dashboard as processes of their own, which are this test's program started again, so that
// they can be killed at a chosen step without the product knowing of it.
package storm
