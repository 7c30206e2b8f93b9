// Package operation holds the changes that Snapdeck makes in IONOS Cloud: the Operation, its state machine, the
// lanes that keep one change per data center in flight, and the Engine that advances an operation step by step
// until it is final.
//
// It declares the small interfaces that it needs (Cloud, Ledger, Inventory) and knows no SQL, no HTTP and no
// job library.
package operation
