package inventory

import handles "unique"

// intern stores equal texts of many resources in memory once.
func intern(texts ...*string) {
	for _, text := range texts {
		*text = handles.Make(*text).Value()
	}
}

func (m *Metadata) intern() {
	intern(&m.CreatedBy, &m.CreatedByUserID, &m.LastModifiedBy, &m.LastModifiedByUserID, (*string)(&m.State))
}

func (v *Volume) intern() {
	v.Metadata.intern()
	intern(&v.DatacenterID, &v.Type, &v.AvailabilityZone, &v.Image, &v.ImageAlias, &v.Bus, &v.LicenceType, &v.ApplicationType)
}

func (s *Snapshot) intern() {
	s.Metadata.intern()
	intern(&s.Location, &s.LicenceType, &s.ApplicationType)
}
