package sample

// Kind is what samples are of.
type Kind string

// The kinds. A data center without an id stands for the snapshots whose source is neither known nor certain.
const (
	OfVolume     Kind = "volume"
	OfDatacenter Kind = "datacenter"
	OfCreator    Kind = "maker"
	OfContract   Kind = "contract"
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{OfVolume, OfDatacenter, OfCreator, OfContract} }

// Batch is how many entries are written in one transaction at most.
const Batch = 200

// Key is a thing that samples are of.
type Key struct {
	Kind Kind
	ID   string
}

// Entry is what was sampled of a thing on a day, encoded.
type Entry struct {
	Key
	Data []byte
}

// Row is what was sampled of a thing in a month: entries of one size, as many as there are days up to
// the last one that was sampled. An entry that begins with zero is none.
type Row struct {
	Key
	Month Month
	Days  []byte
}

// Put returns the entries of a month with one more, or in place of the one of the same day. Entries of
// another size than the ones before begin the month again.
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

// each calls f for each entry of a row that is one, oldest first.
func (r Row) each(size int, f func(day Day, entry []byte)) {
	first := r.Month.first()
	for i := 0; (i+1)*size <= len(r.Days); i++ {
		if entry := r.Days[i*size : (i+1)*size]; entry[0] != 0 {
			f(first+Day(i), entry)
		}
	}
}
