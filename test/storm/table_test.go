package storm

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"snapdeck/internal/operation"
)

// columns are what the table of the storms tells.
const columns = "database\toperations\tdone\tfailed\tunknown\tcancelled\tlost\tdoubled\tkills\tcalls\trefused (429)\t" +
	"least left of the budget\tlongest to a final state\tduration\t"

// write prints tallies as a table.
func write(out io.Writer, tallies []tally) error {
	slices.SortFunc(tallies, func(a, b tally) int { return cmp.Compare(b.database, a.database) })
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, columns)
	for _, y := range tallies {
		cells := []string{y.database}
		for _, n := range []int{
			y.operations, y.states[operation.Done], y.states[operation.Failed], y.states[operation.Unknown],
			y.states[operation.Cancelled], y.lost, y.doubled, y.kills, y.calls, y.refused,
		} {
			cells = append(cells, strconv.Itoa(n))
		}
		cells = append(cells, fmt.Sprintf("%d of %d", y.least, y.limit), seconds(y.longest), seconds(y.took))
		fmt.Fprintln(table, strings.Join(cells, "\t")+"\t")
	}
	return table.Flush()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
