using System.Globalization;

namespace ClipSurgery.Tests;

/// <summary>
/// Cultures that a host program may run in. They are made here, with the signs of the real ones: tests run without the data of
/// cultures.
/// </summary>
internal static class TestCultures
{
    /// <summary>Does something in a culture: "de-DE", "tr-TR" or "ar-SA".</summary>
    public static void In(string name, Action work)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Of(name);
        try
        {
            work();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static CultureInfo Of(string name)
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        NumberFormatInfo numbers = culture.NumberFormat;
        (numbers.NumberDecimalSeparator, numbers.NumberGroupSeparator, numbers.NegativeSign) = name switch
        {
            "de-DE" or "tr-TR" => (",", ".", "-"),
            "ar-SA" => ("\u066B", "\u066C", "\u061C-"),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
        numbers.PercentDecimalSeparator = numbers.NumberDecimalSeparator;
        culture.DateTimeFormat.DateSeparator = ".";
        culture.DateTimeFormat.TimeSeparator = ".";
        culture.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy";
        return culture;
    }
}
