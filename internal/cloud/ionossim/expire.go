package ionossim

import "time"

// ForgetRequests drops the finished requests from before a time, as the platform does with old ones.
func (s *Sim) ForgetRequests(before time.Time) {
	s.lock()
	defer s.mu.Unlock()
	s.state.Requests.dropOldest(s.state.Requests.size(), func(r *request) bool { return r.finished() && r.Created.Before(before) })
	s.changed()
}

// RenameVolume renames a volume as another client.
func (s *Sim) RenameVolume(id, name string) error {
	return s.change(func(now time.Time) bool {
		d, v := s.state.volumeAnywhere(id)
		if v == nil {
			return false
		}
		props := *v.Props
		props.Name = name
		v.Props = &props
		v.modify(colleague, now)
		d.modify(colleague, now)
		return true
	})
}
