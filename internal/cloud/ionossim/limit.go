package ionossim

// SetHDDLimit changes the contract's HDD limit in GB.
func (s *Sim) SetHDDLimit(gb int64) {
	s.lock()
	defer s.mu.Unlock()
	s.state.Contract.HDDLimitMB = gb * mbPerGB
	s.changed()
}
