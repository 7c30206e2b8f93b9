package operation

import (
	"slices"
	"sync"
)

// specs lists all kinds of operation. A new kind is one more line.
func specs() []Spec {
	return []Spec{
		createSnapshot(),
		deleteSnapshot(),
		editSnapshot(),
		labelSnapshot(),
		lockSnapshot(),
		unlockSnapshot(),
		labelVolume(),
		createVolume(),
		restoreVolume(),
		attachVolume(),
		stopServer(),
		startServer(),
	}
}

// kindTable indexes the specs, which lists need for every row. It is filled once and never changed.
var kindTable struct {
	once   sync.Once
	kinds  []Kind
	byKind map[Kind]*Spec
	none   Spec // of a kind that this version does not know, as after a downgrade
}

func fillKindTable() {
	all := specs()
	kindTable.byKind = make(map[Kind]*Spec, len(all))
	for i := range all {
		kindTable.kinds = append(kindTable.kinds, all[i].Kind)
		kindTable.byKind[all[i].Kind] = &all[i]
	}
	kindTable.none = unknownKind()
}

// Kinds lists the kinds of operation.
func Kinds() []Kind {
	kindTable.once.Do(fillKindTable)
	return slices.Clone(kindTable.kinds)
}

// Spec returns the spec of a kind. An unknown kind has one with words only.
func (k Kind) Spec() *Spec {
	kindTable.once.Do(fillKindTable)
	if s, known := kindTable.byKind[k]; known {
		return s
	}
	return &kindTable.none
}

// unknownKind is the spec of an operation that another version recorded. It is never sent.
func unknownKind() Spec {
	return Spec{
		Words: Words{
			Label: "Unknown operation", Audit: "Unknown operation", Running: "In progress", Done: "Done", NotDone: "Cancelled",
			Succeeded: "is done", Failed: "failed", Noun: "operation", Nouns: "operations", Batch: doneWords(),
		},
		Right: RightMaintain, afterBackup: cancelAfterBackup,
	}
}
