package operation

// Why an operation was prevented: it ends cancelled, with one of these as the kind of its
// Failure, and is neither done nor failed.
const (
	CauseLocked         = "locked"          // the snapshot is locked
	CauseLastGood       = "last-good"       // it became the last good snapshot of a volume, which was not confirmed
	CauseInUse          = "in-use"          // a restore needs it, or a server runs on the volume
	CauseUnreadable     = "unreadable"      // what may forbid it could not be read for too long
	CauseBackupRestored = "backup-restored" // the ledger went back in time
	CauseRightLost      = "right-lost"      // who requested it may not do so any more
	CauseSafetyMissing  = "safety-gone"     // the safety snapshot is not available any more
)

// Causes lists why an operation can be prevented.
func Causes() []string {
	return []string{CauseLocked, CauseLastGood, CauseInUse, CauseUnreadable, CauseBackupRestored, CauseRightLost, CauseSafetyMissing}
}

// Prevented reports why an operation was not carried out although nobody cancelled it, by one of
// Causes, or "". Locked deletions of before this was told apart had failed.
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
