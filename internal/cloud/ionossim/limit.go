package ionossim

// SetHDDLimit changes how many GB of HDD storage the contract may have, as its seller would.
func (s *Sim) SetHDDLimit(gb int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance()
	s.state.Contract.HDDLimitMB = gb * mbPerGB
	s.changed()
}
