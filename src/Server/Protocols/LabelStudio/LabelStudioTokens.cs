namespace ClipSurgery;

/// <summary>
/// The token that shows Label Studio who asks for a picture: the configured one, or the last that Label Studio sent itself with
/// <c>/setup</c>.
/// <para>
/// <c>/setup</c> also names a host, and the host widens nothing: whoever reaches this port can send one. If it were believed, a
/// stranger could send <c>{"hostname": "http://169.254.169.254"}</c> and then ask for a picture by a path, and this server would
/// ask a machine for them that they cannot reach. So pictures come from the Label Studio of <c>--label-studio</c> whatever /setup
/// says, and the token of a /setup whose host is another one is not even kept. A false token for the right host shows nothing
/// that its sender could not see anyway: it is sent to that host alone.
/// </para>
/// </summary>
/// <param name="options">What is configured.</param>
internal sealed class LabelStudioTokens(PictureFetchOptions options)
{
    private volatile LabelStudioToken? _token = LabelStudioToken.IsOne(options.Token) ? new LabelStudioToken(options.Token!) : null;

    /// <summary>The token; null where there is none.</summary>
    public LabelStudioToken? Current => _token;

    /// <summary>Takes note of what Label Studio says about itself.</summary>
    /// <returns>False where it says that it is somewhere else than it was configured to be.</returns>
    public bool Accept(LabelStudioSetup setup)
    {
        if (string.IsNullOrEmpty(setup.Hostname))
        {
            return true;
        }

        if (options.LabelStudio is null
            || !Uri.TryCreate(setup.Hostname, UriKind.Absolute, out Uri? hostname)
            || !PictureHosts.IsOrigin(options.LabelStudio, hostname))
        {
            return false;
        }

        if (options.Token is null && LabelStudioToken.IsOne(setup.AccessToken) && _token?.Is(setup.AccessToken!) != true)
        {
            _token = new LabelStudioToken(setup.AccessToken!);
        }

        return true;
    }
}
