package sample

// Kind is the kind of a sampled resource.
type Kind string

// The kinds. A data center without an id holds the snapshots whose source is neither known nor certain.
const (
	OfVolume     Kind = "volume"
	OfDatacenter Kind = "datacenter"
	OfCreator    Kind = "maker"
	OfContract   Kind = "contract"
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{OfVolume, OfDatacenter, OfCreator, OfContract} }

// Batch is the maximal number of entries per transaction.
const Batch = 200

// Key identifies a sampled resource.
type Key struct {
	Kind Kind
	ID   string
}

// Entry is the encoded sample of a resource on a day.
type Entry struct {
	Key
	Data []byte
}

// Row holds the samples of a resource in a month: entries of one size, up to the last sampled day. An entry
// that begins with zero is empty.
type Row struct {
	Key
	Month Month
	Days  []byte
}

// Put adds or replaces the entry of a day. Entries of another size replace the whole month.
func Put(days []byte, day Day, entry []byte) []byte {
	at := day.inMonth() * len(entry)
	if len(days)%len(entry) != 0 {
		days = nil
	}
	grown := make([]byte, max(len(days), at+len(entry)))
	copy(grown, days)
	copy(grown[at:], entry)
	return grown
}

// each calls f for each entry of a row that is not empty, oldest first.
func (r Row) each(size int, f func(day Day, entry []byte)) {
	first := r.Month.first()
	for i := 0; (i+1)*size <= len(r.Days); i++ {
		if entry := r.Days[i*size : (i+1)*size]; entry[0] != 0 {
			f(first+Day(i), entry)
		}
	}
}
