package autoupload.tests;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Architecture rules: the allowed dependencies between packages. */
@AnalyzeClasses(
    packages = "autoupload",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.DoNotIncludeTestJars.class})
final class ArchitectureTest {
  /** The tests of other modules whose help some here need: they may look at what they test. */
  static final class DoNotIncludeTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("tests.jar");
    }
  }

  private static final String SERVER = "autoupload.server..";
  private static final String CLIENT = "autoupload.client..";
  private static final String ADDUSER = "autoupload.adduser..";

  @ArchTest
  static final ArchRule THE_SERVER_KNOWS_NO_OTHER_COMMAND = noneDepends(SERVER, CLIENT, ADDUSER);

  @ArchTest
  static final ArchRule THE_CLIENT_KNOWS_NO_OTHER_COMMAND = noneDepends(CLIENT, SERVER, ADDUSER);

  @ArchTest
  static final ArchRule ADDUSER_KNOWS_NO_OTHER_COMMAND = noneDepends(ADDUSER, SERVER, CLIENT);

  private static ArchRule noneDepends(String command, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(command)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }

  @ArchTest
  static final ArchRule WHAT_THE_COMMANDS_SHARE_KNOWS_NONE_OF_THEM =
      noClasses()
          .that()
          .resideOutsideOfPackages(SERVER, CLIENT, ADDUSER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVER, CLIENT, ADDUSER);

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("autoupload.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule EVERY_PACKAGE_SAYS_WHAT_IT_IS_ABOUT =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..", "..utils..", "..helper..", "..helpers..", "..misc..", "..common..");

  /**
   * A protocol's frames are called as its document calls them, and written {@code Frame.Receipt}.
   */
  private static final Set<String> MAY_SHARE_A_NAME = Set.of("autoupload.wire.Frame$Receipt");

  @ArchTest
  static void noTwoTypesHaveOneSimpleName(JavaClasses classes) {
    Map<String, List<String>> bySimpleName =
        classes.stream()
            .filter(
                type -> !type.isAnonymousClass() && !type.getSimpleName().equals("package-info"))
            .filter(type -> !MAY_SHARE_A_NAME.contains(type.getName()))
            .collect(groupingBy(JavaClass::getSimpleName, mapping(JavaClass::getName, toList())));
    bySimpleName.values().removeIf(types -> types.size() == 1);
    assertThat(bySimpleName).isEmpty();
  }

  @ArchTest
  static final ArchRule ONLY_DISPOSAL_ERASES =
      noClasses()
          .that()
          .resideOutsideOfPackages("autoupload.client.dispose..", "autoupload.erase..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("autoupload.erase..");

  /** A value inside a message is neither quoted nor a field: that takes atInfo, addKeyValue. */
  @ArchTest
  static final ArchRule THE_LOG_IS_WRITTEN_FIELD_BY_FIELD =
      noClasses()
          .that()
          .resideInAPackage(SERVER)
          .should()
          .callMethodWhere(
              target(owner(assignableTo("org.slf4j.Logger")))
                  .and(target(nameMatching("trace|debug|info|warn|error"))));

  @ArchTest
  static final ArchRule ONLY_COMMANDS_END_THE_JVM =
      noClasses()
          .that(doNotOwnTheProcess())
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  /** Neither a class with a {@code main}, nor one whose very purpose is the end. */
  private static DescribedPredicate<JavaClass> doNotOwnTheProcess() {
    return DescribedPredicate.describe(
        "have no main and are neither a failpoint nor a shutdown hook",
        javaClass -> {
          JavaClass outermost = outermost(javaClass);
          return outermost.tryGetMethod("main", String[].class).isEmpty()
              && !outermost.getSimpleName().equals("Failpoint")
              && !outermost.getSimpleName().equals("ShutdownHook");
        });
  }

  private static JavaClass outermost(JavaClass javaClass) {
    return javaClass.getEnclosingClass().map(ArchitectureTest::outermost).orElse(javaClass);
  }
}
