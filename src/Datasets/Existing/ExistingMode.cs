namespace ClipSurgery;

/// <summary>What happens to the labels that a picture already has.</summary>
public enum ExistingMode
{
    /// <summary>A picture that has any is not labelled again; its labels are taken over.</summary>
    Skip,

    /// <summary>All of them stay; what is found is added where none of them, of whatever class, is of the same object.</summary>
    Merge,

    /// <summary>
    /// Generated ones of the run's classes go. A manual one gives way only to a found one of its class on the same object; all
    /// other manual work stays.
    /// </summary>
    Replace,
}
