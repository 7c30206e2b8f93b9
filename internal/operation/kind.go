package operation

import (
	"context"
	"slices"
	"time"

	"snapdeck/internal/inventory"
)

// Kind is the kind of an operation. Its value is stored.
type Kind string

// Spec is everything that Snapdeck knows of a kind of operation. A test in internal/arch checks that every kind has a
// complete one. It is shared and must not be changed.
type Spec struct {
	Kind  Kind
	Words Words
	Icon  string // name of its icon

	Target  Target               // what it changes, or creates
	Creates Target               // what it creates; empty: nothing
	Changes []inventory.Resource // the listings that show its effect
	Right   Right                // needed to request it by itself

	messages    messages
	afterBackup afterBackup

	destroys        bool // its effect cannot be undone in IONOS Cloud: it deletes, overwrites or powers off. It starts after the undo window
	needsSnapshot   bool // its snapshot must stay until its chain has ended, and other operations must not change its volume
	single          bool // one at a time for each target
	ownLane         bool // it neither waits for its data center nor blocks it
	appliesLate     bool // it may still be applied while its outcome is unknown
	retryAsNew      bool // it is retried by the form that requests it
	reviewedInChain bool // as a step of a chain it is retried with the other steps, which are reviewed

	// maintains reports whether an operation needs RightMaintain although its kind needs less. It may be nil.
	maintains func(Operation) bool
	// phrase returns what a user types to confirm operations of which some are of this kind, or "" where that is not
	// needed; missing names the volumes that a restored set lacks. Every kind that destroys has one.
	phrase func(ops []Operation, missing []string) string
	// refuses returns a sentence why it cannot be requested, as far as the latest view shows, or "". It may be nil.
	refuses func(*inventory.View, Operation) string
	// prohibitions may forbid it; they are read from IONOS Cloud right before each send.
	prohibitions []prohibition
	// precheck checks whether the call is still needed and possible; noPrecheck where there is nothing to check.
	precheck func(*Engine, context.Context, Operation, *evidence) (precheckResult, error)
	// send makes the call, once.
	send func(*Engine, context.Context, Operation) (Receipt, error)
	// request returns how to recognise the operation's own request; nil where there is none to recognise.
	request func(*Engine, context.Context, Operation) (requestPattern, error)
	// applied reports whether the requested state is reached; nil where the state proves nothing.
	applied func(*Engine, context.Context, Operation) (bool, error)
	// verify finds out whether the call was applied.
	verify func(*Engine, context.Context, Operation) (verification, error)
	// resolve ends an operation of unknown outcome by a new verification, or waits.
	resolve func(*Engine, context.Context, Operation, verification, time.Duration) (time.Duration, error)
	// poll checks the resource itself for completion, once the request is done.
	poll func(*Engine, context.Context, Operation) (time.Duration, error)
	// unlisted handles a request that is no longer listed; nil where the resource itself decides.
	unlisted func(*Engine, context.Context, Operation) (time.Duration, error)
	// remains reports whether the effect of a completed step still exists; nil where it always does.
	remains func(*inventory.View, Operation) bool
	// again adapts the request that retries an operation to its chain and the latest view. It may be nil.
	again func(*inventory.View, Request, Operation, []Operation) Request
}

// Words are the words for a kind of operation.
type Words struct {
	Label     string // on a button and as a heading: "Delete snapshot"
	Audit     string // its action in the audit log
	Running   string // while it runs: "Deleting"
	Done      string // after success: "Deleted"
	NotDone   string // when it was prevented: "Not deleted"
	Succeeded string // after success, the end of a sentence that starts with its target: "is deleted"
	Failed    string // the same after a failure: "could not be deleted"
	Noun      string // "deletion"
	Nouns     string // "deletions"
	Batch     BatchWords
	// Step is its title as a step of others, with {volume}, {server} and {snapshot}, which is quoted; empty: its label and target.
	Step string
	// IfFails ends the sentence "If it fails: …" for a step of a chain; nil for kinds that are never one.
	IfFails func(steps []Operation) string
	// Purpose calls the chain whose purpose it is, followed by its target: "Restore of"; empty: it only helps.
	Purpose string
}

// BatchWords say how a batch of one kind ended.
type BatchWords struct{ All, Part, None string }

// doneWords are the batch words of most kinds.
func doneWords() BatchWords {
	return BatchWords{All: "All done", Part: "Partly done", None: "Nothing done"}
}

// Target is a type of resource that operations change or create.
type Target string

// The types of target.
const (
	TargetSnapshot Target = "snapshot"
	TargetVolume   Target = "volume"
	TargetServer   Target = "server"
)

// Right is what a user needs to request an operation.
type Right string

// The rights, named as those of users.
const (
	RightOperate  Right = "operate"
	RightMaintain Right = "maintain"
)

// OnSnapshot reports whether the kind changes an existing snapshot. Such calls do not concern any data center:
// the API queues them per contract (docs/ionos-api.md 5).
func (k Kind) OnSnapshot() bool {
	s := k.Spec()
	return s.Target == TargetSnapshot && s.Creates == ""
}

// Destroys reports whether the effect of the kind cannot be undone in IONOS Cloud: it deletes, overwrites or
// powers off.
func (k Kind) Destroys() bool { return k.Spec().destroys }

// ChangesDatacenter reports whether the kind changes what a data center contains.
func (k Kind) ChangesDatacenter() bool {
	return slices.Contains(k.Spec().Changes, inventory.ResourceDatacenters)
}

// Right is what a user needs to request the operation. A step of a chain needs as much as the chain.
func (o Operation) Right() Right {
	s := o.Kind.Spec()
	if o.Chain != "" || s.maintains != nil && s.maintains(o) {
		return RightMaintain
	}
	return s.Right
}

// noPrecheck is the precheck of kinds whose call needs none.
func noPrecheck(*Engine, context.Context, Operation, *evidence) (precheckResult, error) {
	return precheckResult{}, nil
}

// Slot is what an open operation reserves, which prevents a second one of its kind on the same target; empty
// when it reserves nothing. A database constraint enforces it.
func (o Operation) Slot() string {
	s := o.Kind.Spec()
	if !s.single || !o.open() {
		return ""
	}
	switch s.Target {
	case TargetServer:
		if o.Chain != "" || o.Task.Server == nil {
			return "" // its chain holds the server
		}
		return string(o.Kind) + ":" + o.Task.Server.ID
	case TargetVolume:
		return string(o.Kind) + ":" + o.VolumeID
	default:
		return string(o.Kind) + ":" + o.SnapshotID
	}
}

// open reports whether the operation may still take effect.
func (o Operation) open() bool {
	return !o.State.Final() || o.State == Unknown && o.Kind.Spec().appliesLate
}
