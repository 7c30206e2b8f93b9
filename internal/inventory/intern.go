package inventory

import interned "unique"

// share makes texts that many things have in common be in memory once.
func share(texts ...*string) {
	for _, text := range texts {
		*text = interned.Make(*text).Value()
	}
}

func (m *Metadata) share() {
	share(&m.CreatedBy, &m.CreatedByUserID, &m.LastModifiedBy, &m.LastModifiedByUserID, (*string)(&m.State))
}

func (v *Volume) share() {
	v.Metadata.share()
	share(&v.DatacenterID, &v.Type, &v.AvailabilityZone, &v.Image, &v.ImageAlias, &v.Bus, &v.LicenceType, &v.ApplicationType)
}

func (s *Snapshot) share() {
	s.Metadata.share()
	share(&s.Location, &s.LicenceType, &s.ApplicationType)
}
