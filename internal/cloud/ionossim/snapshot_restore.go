package ionossim

// postRestoreSnapshot overwrites a volume with a snapshot, which may be any in the same location that is not
// larger.
func postRestoreSnapshot(c *call, d *datacenter, v *volume) (*response, error) {
	id, err := c.restoreSource()
	if err != nil {
		return nil, err
	}
	s, err := c.snapshotByID(id)
	if err != nil {
		return nil, err
	}
	if err := fits(s.Props.Size, s.Props.Location, d, v.Props.Size); err != nil {
		return nil, err
	}
	r := c.volumeRequest(restoreSnapshot, d, v)
	r.Work.Snapshot, r.Uses = s.ID, []string{s.ID}
	r.Length = c.view.lengthOf(r.Work, r.ID)
	return c.accept(r, nil)
}

// restoreSource parses the snapshot's id from the body, as JSON or as the form of older clients.
func (c *call) restoreSource() (string, error) {
	fields, isForm, err := c.form()
	if err != nil {
		return "", err
	}
	id := fields.Get("snapshotId")
	if !isForm {
		p, err := properties[struct {
			SnapshotID string `json:"snapshotId"`
		}](c)
		if err != nil {
			return "", err
		}
		id = p.SnapshotID
	}
	if id == "" {
		return "", required("snapshotId")
	}
	return id, nil
}
