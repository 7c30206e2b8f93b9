package ionossim

import "time"

// begin records the source's content at the start: a snapshot is a copy of its volume at that time.
func (w *state) begin(k *requestWork) {
	switch k.Kind {
	case createSnapshot:
		if _, v, ok := w.volumeOf(k.Datacenter, k.Volume); ok {
			k.Content = v.Content
		}
	case restoreSnapshot, createVolume:
		if s, ok := w.Snapshots.get(k.Snapshot); ok {
			k.Content = s.Content
		}
	default:
	}
}

// conclude applies the work of a request. It returns why the request failed, or "".
func (w *state) conclude(r *request, at time.Time) string {
	if r.Failure != nil {
		w.undo(r)
		return r.Failure.Message
	}
	done := w.carryOut(&r.Work, r.CreatedBy, at)
	if !done {
		w.undo(r)
		return messageDeleted
	}
	return ""
}

// undo removes the resource that a failed request was creating, or leaves it in a failed state.
func (w *state) undo(r *request) {
	created := w.newResource(r.Work)
	switch {
	case created == nil:
	case r.Failure != nil && r.Failure.Orphan != "":
		created.State = r.Failure.Orphan
	case r.Work.Kind == createSnapshot:
		w.Snapshots.remove(created.ID)
	default:
		d, _ := w.Datacenters.get(r.Work.Datacenter)
		d.Volumes.remove(created.ID)
	}
}

// newResource returns the record of the resource that a request creates, nil if there is none.
func (w *state) newResource(k requestWork) *record {
	switch k.Kind {
	case createSnapshot:
		if s, ok := w.Snapshots.get(k.Snapshot); ok {
			return &s.record
		}
	case createVolume:
		if _, v, ok := w.volumeOf(k.Datacenter, k.Volume); ok {
			return &v.record
		}
	default:
	}
	return nil
}

// carryOut applies the work and reports whether all its resources exist.
func (w *state) carryOut(k *requestWork, by string, at time.Time) bool {
	switch k.Kind {
	case createSnapshot, changeSnapshot, deleteSnapshot:
		return w.workOnSnapshot(k, by, at)
	case restoreSnapshot, createVolume, changeVolume, deleteVolume:
		return w.workOnVolume(k, by, at)
	case attachVolume, detachVolume, startServer, stopServer:
		return w.workOnServer(k, by, at)
	case deleteDatacenter:
		w.Datacenters.remove(k.Datacenter)
	}
	return true
}

func (w *state) workOnSnapshot(k *requestWork, by string, at time.Time) bool {
	s, ok := w.Snapshots.get(k.Snapshot)
	if !ok {
		return false
	}
	switch k.Kind {
	case createSnapshot:
		_, v, ok := w.volumeOf(k.Datacenter, k.Volume)
		if !ok {
			return false
		}
		props := *s.Props
		props.takeFlags(v.Props)
		s.Props, s.Content = &props, k.Content
		s.modify(by, at)
	case changeSnapshot:
		s.Props = patched(s.Props, k.NewProps)
		s.modify(by, at)
	case deleteSnapshot:
		w.Snapshots.remove(s.ID)
	default:
	}
	return true
}

func (w *state) workOnVolume(k *requestWork, by string, at time.Time) bool {
	d, v, ok := w.volumeOf(k.Datacenter, k.Volume)
	if !ok {
		return false
	}
	switch k.Kind {
	case restoreSnapshot:
		v.Content = k.Content
		v.modify(by, at)
	case createVolume:
		v.Props = k.NewVolume
		if k.Content != "" {
			v.Content = k.Content
		}
		v.modify(by, at)
	case changeVolume:
		v.Props = patched(v.Props, k.NewDisk)
		v.modify(by, at)
	case deleteVolume:
		for _, s := range d.Servers.all() {
			s.detach(v, d)
		}
		d.Volumes.remove(v.ID)
	default:
	}
	return true
}

func (w *state) workOnServer(k *requestWork, by string, at time.Time) bool {
	d, ok := w.Datacenters.get(k.Datacenter)
	if !ok {
		return false
	}
	s, ok := d.Servers.get(k.Server)
	if !ok {
		return false
	}
	switch k.Kind {
	case startServer:
		s.Props.VMState = vmRunning
	case stopServer:
		s.Props.VMState = vmShutoff
	default:
		v, ok := d.Volumes.get(k.Volume)
		if !ok {
			return false
		}
		if k.Kind == attachVolume {
			s.attach(v, d)
		} else {
			s.detach(v, d)
		}
		v.modify(by, at)
	}
	s.modify(by, at)
	return true
}
