package operation

// The causes for which Snapdeck itself cancels an operation: the kind of its failure. What was
// confirmed is no longer what would happen, so it is neither done nor failed.
const (
	CauseLocked         = "locked"          // the snapshot is locked now
	CauseLastGood       = "last-good"       // it is now the last good snapshot of a volume
	CauseInUse          = "in-use"          // something else needs it now
	CauseUnreadable     = "unreadable"      // what could forbid it could not be read for too long
	CauseBackupRestored = "backup-restored" // the database went back in time, so nobody knows what was decided since
	CauseRightLost      = "right-lost"      // who asked for it may no longer do so
)
