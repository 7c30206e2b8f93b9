package operation

import "time"

// NewVolumeRequests are the requests for a volume from a snapshot, attached to a server if one is given.
func NewVolumeRequests(datacenterID, snapshotID string, v NewVolume, attach *ServerRef) []Request {
	requests := []Request{{Kind: CreateVolume, DatacenterID: datacenterID, SnapshotID: snapshotID, Task: Task{Volume: &v}}}
	if attach != nil {
		requests = append(requests, Request{Kind: AttachVolume, DatacenterID: datacenterID, Task: Task{Server: attach, Volume: &v}, DependsOnPrevious: true})
	}
	return requests
}

// RestorePair is a volume to overwrite and its snapshot.
type RestorePair struct{ SnapshotID, VolumeID string }

// Restore describes one volume, or the volumes of a server, to overwrite together.
type Restore struct {
	DatacenterID string
	Pairs        []RestorePair
	Stop         *ServerRef // to power off first; nil: none
	Start        *ServerRef // to start afterwards; nil: none
	Running      []string   // ids of servers that the user accepts as running
	Missing      []string   // names of the volumes that the set lacks
	// Safety returns the name of the safety snapshot of each volume; an empty name takes none. It may be nil.
	Safety func(volumeID string) string
	// NotBefore is the end of the undo window; zero: it starts at once.
	NotBefore time.Time
}

// Requests returns all steps of a restore: the server is stopped, safety snapshots are taken, the volumes are
// overwritten, the server is started. Each step starts only when the one before it is done, so nothing is
// overwritten before its safety snapshot is available. The last step also runs when nothing was overwritten.
func (r Restore) Requests() []Request {
	var requests []Request
	add := func(step Request) {
		step.DatacenterID, step.DependsOnPrevious = r.DatacenterID, len(requests) > 0
		if !step.DependsOnPrevious {
			step.NotBefore = r.NotBefore
		}
		requests = append(requests, step)
	}
	if r.Stop != nil {
		add(Request{Kind: StopServer, Task: Task{Server: r.Stop}})
	}
	safety := map[string]bool{}
	for _, pair := range r.Pairs {
		if r.Safety == nil {
			break
		}
		if name := r.Safety(pair.VolumeID); name != "" {
			safety[pair.VolumeID] = true
			add(Request{Kind: CreateSnapshot, VolumeID: pair.VolumeID, Params: CreateParams{Name: name, Description: safetyNote}})
		}
	}
	for _, pair := range r.Pairs {
		consent := Consent{Running: r.Running, Safety: safety[pair.VolumeID]}
		add(Request{Kind: RestoreVolume, VolumeID: pair.VolumeID, SnapshotID: pair.SnapshotID, Missing: r.Missing, Task: Task{Consent: &consent}})
	}
	if r.Start != nil {
		add(Request{Kind: StartServer, Task: Task{Server: r.Start, RunAlways: true}})
	}
	return requests
}

const safetyNote = "Safety snapshot, taken before the volume was overwritten."

// SafetySnapshotOf returns the safety snapshot of a restore from its batch.
func SafetySnapshotOf(restore Operation, batch []Operation) (Operation, bool) {
	for _, op := range batch {
		if op.Kind == CreateSnapshot && op.VolumeID == restore.VolumeID && op.State == Done && op.SnapshotID != "" {
			return op, true
		}
	}
	return Operation{}, false
}
