// Package ledger looks up the operations that several areas show: of a batch, of a volume, created twice.
package ledger
