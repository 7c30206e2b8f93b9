package operation

// Reload forgets what the board knows and takes in what the ledger has, which may be older:
// the ledger went back in time.
func (b *Board) Reload(ops ...Operation) {
	fresh := NewBoard(ops...)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.byID, b.locks, b.places, b.face = fresh.byID, fresh.locks, fresh.places, nil
	b.version++
}

// CountHeld is how many creates wait for a person since the ledger went back in time.
func (b *Board) CountHeld() (n int) {
	for _, op := range b.Running() {
		if op.Held() {
			n++
		}
	}
	return n
}
