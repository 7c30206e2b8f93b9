package price

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func read(t *testing.T, text string) List {
	t.Helper()
	l := List{Currency: "EUR"}
	require.NoError(t, l.UnmarshalText([]byte(text)))
	return l
}

func TestList_LocationOrParent(t *testing.T) {
	t.Parallel()
	l := read(t, " de/fra=0.05, DE/TXL = 0.0625 ,de/fra/3=1,*=0.06,")
	for location, want := range map[string]string{
		"de/fra": "0.05", "DE/Fra": "0.05", "de/fra/2": "0.05", "de/fra/3": "1", "de/txl": "0.0625", "us/las": "0.06", "de": "0.06", "": "0.06", "de/frankfurt": "0.06",
	} {
		got, known := l.PerGB(location)
		require.True(t, known, location)
		require.Equal(t, want, got, location)
	}
	_, known := read(t, "de/fra=0.05").PerGB("us/las")
	require.False(t, known)
	require.True(t, l.Known())
	require.False(t, List{}.Known())
	require.False(t, read(t, " , ").Known())
}

func TestList_ParseErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"de/fra":                     `"de/fra" is not a location with a price`,
		"de/fra=0,05":                `"05" is not a location with a price`,
		"=0.05":                      `"=0.05" is not a location`,
		"de fra=1":                   `"de fra" is neither a location such as de/fra nor *`,
		"/=1":                        `"/" is neither`,
		"de/fra=":                    `price of de/fra: "" is not a number such as 0.05`,
		"de/fra=-1":                  `"-1" is not a number`,
		"de/fra=+1":                  `"+1" is not a number`,
		"de/fra=1e3":                 `"1e3" is not a number`,
		"de/fra=.5":                  `".5" is not a number`,
		"de/fra=5.":                  `"5." is not a number`,
		"de/fra=0.05 EUR":            `"0.05 EUR" is not a number`,
		"de/fra=0.0000001":           `"0.0000001" has more than 6 decimals`,
		"de/fra=1000.01":             `"1000.01" is more than 1000`,
		"*=99999999999999999999":     "is more than 1000",
		"de/fra=1,de/txl=2,DE/FRA=3": "de/fra has two prices",
	} {
		require.ErrorContains(t, new(List).UnmarshalText([]byte(text)), want, text)
	}
}

func FuzzList(f *testing.F) {
	for _, seed := range []string{"de/fra=0.05,*=0.06", "a=1000", "=", "*=0.000001", "x=0,,y=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var l List
		if err := l.UnmarshalText([]byte(text)); err != nil {
			require.NotEmpty(t, err.Error())
			require.False(t, l.Known(), "an invalid list is rejected as a whole")
			return
		}
		for place := range l.millionths {
			price, known := l.PerGB(place)
			require.True(t, known)
			var again List
			require.NoError(t, again.UnmarshalText([]byte(place+"="+price)))
			require.Equal(t, l.millionths[place], again.millionths[place], "the formatted list can be parsed again")
		}
	})
}
