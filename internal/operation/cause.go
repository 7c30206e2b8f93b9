package operation

// The causes that prevent an operation: it ends cancelled, with one of these as the kind of its Failure, and is
// neither done nor failed.
const (
	CauseLocked         = "locked"          // the snapshot is locked
	CauseLastGood       = "last-good"       // it became the last good snapshot of a volume, which the user did not confirm
	CauseInUse          = "in-use"          // a restore needs it, or a running server uses the volume
	CauseUnreadable     = "unreadable"      // a prohibition could not be read for too long
	CauseBackupRestored = "backup-restored" // the ledger went back in time
	CauseRightLost      = "right-lost"      // the user is no longer allowed to do it
	CauseSafetyMissing  = "safety-gone"     // the safety snapshot is no longer available
)

// Causes lists the causes that can prevent an operation.
func Causes() []string {
	return []string{CauseLocked, CauseLastGood, CauseInUse, CauseUnreadable, CauseBackupRestored, CauseRightLost, CauseSafetyMissing}
}

// Prevented returns the cause that prevented an operation, one of Causes, or "". Prevented deletions of older
// versions are stored as failed.
func (o Operation) Prevented() string {
	switch {
	case o.Failure == nil:
		return ""
	case o.State == Cancelled:
		return o.Failure.Kind
	case o.State == Failed && o.Kind == DeleteSnapshot && o.Failure.Kind == CauseLocked:
		return CauseLocked
	default:
		return ""
	}
}
