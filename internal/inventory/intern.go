package inventory

import (
	handles "unique"
)

// Intern stores equal texts of many resources in memory once.
func Intern(texts ...*string) {
	for _, text := range texts {
		*text = handles.Make(*text).Value()
	}
}

func (m *Metadata) intern() {
	Intern(&m.CreatedBy, &m.CreatedByUserID, &m.LastModifiedBy, &m.LastModifiedByUserID, (*string)(&m.State))
}

func (v *Volume) Intern() {
	v.Metadata.intern()
	Intern(&v.DatacenterID, &v.Type, &v.AvailabilityZone, &v.Image, &v.ImageAlias, &v.Bus, &v.LicenceType, &v.ApplicationType)
}

func (s *Snapshot) Intern() {
	s.Metadata.intern()
	Intern(&s.Location, &s.LicenceType, &s.ApplicationType)
}
