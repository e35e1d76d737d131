namespace ClipSurgery.Tests;

public class ExternalProgramTests
{
    [Fact]
    public void A_program_is_found_on_the_path() => Assert.EndsWith("dotnet", ExternalProgram.Require("dotnet", "dotnet-sdk-10.0"));
}
